"""Speed, measured: ratios within one run, on one machine, with the same data."""
