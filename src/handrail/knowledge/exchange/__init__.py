"""Articles as files: a folder of Markdown in, the same folder out."""
