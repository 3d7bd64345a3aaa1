"""Who looks after an organisation's pages: asked, asking, and leaving."""
