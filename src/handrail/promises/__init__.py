"""SLAs and OLAs."""
