"""Who works for a setting: joining it, leaving it, and its pages."""
