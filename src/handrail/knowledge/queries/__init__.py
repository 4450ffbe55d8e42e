"""Read models of knowledge. Every one that shows articles begins with `Article.visible_to`."""
