"""Files that people hand in: checked by their structure, kept under their hash, given back as attachments."""
