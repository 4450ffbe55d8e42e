"""SLAs and OLAs: every deadline we answer for, one row a clock."""
