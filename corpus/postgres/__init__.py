"""The library on PostgreSQL: the same relations as in a folder's file, for many who add and ask at the same time."""
