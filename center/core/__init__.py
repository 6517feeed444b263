"""What every part rests on: database, time, texts, refusals, the acting person. Knows nothing of the center."""
