"""What an enterprise is: plain values, decided without database, clock or browser."""
