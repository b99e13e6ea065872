"""How much of what stands in files is read, and how much else: beside other extractors, and beside known words."""
