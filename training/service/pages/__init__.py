"""What pages show that draws on several rooms."""
