"""How the app looks: colours, type, icons and the small parts every page is made of."""
