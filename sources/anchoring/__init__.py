"""Citing a passage of a captured text: the row of a citation, the text beside it, and what it comes to cite."""
