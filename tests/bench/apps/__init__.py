"""The scripts that stand beside the app: an empty one, and the page as it is first written."""
