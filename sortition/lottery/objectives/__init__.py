"""What makes a lottery fair: one module per method, all with the same way in and out."""
