"""Files of models: where they lie, and that they are the ones their publishers list."""
