"""Room `mechanisms`: the published models behind the documents, one small module a block."""
