"""Much mail over two ways in, while everything that takes it is killed."""
