"""A believable company to look around in: Lindqvist Heat, who make smart heating controls."""
