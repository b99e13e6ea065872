"""What whoever runs a server needs: its log, its figures, and its end."""
