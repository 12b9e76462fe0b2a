"""What forecasts can do wrong to people and places, and how to see it."""
