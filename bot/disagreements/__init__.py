"""Where sources differ: values that two sentences give for one question and that cannot both be true."""
