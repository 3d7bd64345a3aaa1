"""Loading lists of organisations that somebody else keeps. `docs/imports.md` is for their keepers.

`table` reads the file, `layout` says what its columns mean, `rows` turns text into values,
`matching` finds who is in the directory already, and `run` writes what follows.
"""
