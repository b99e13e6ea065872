"""What `make dist` runs on the distributions that it builds, and what is made anew for a release."""
