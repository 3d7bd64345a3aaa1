"""The pages about Artsmark and this site: words that staff edit, at addresses that stay."""
