"""What pages about accounts show, in the words of people."""
