"""What is done to policies, their versions and their reviews: one transaction each."""
