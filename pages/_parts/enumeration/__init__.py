"""What the office knows of each place: shown on the map (`view`), and kept in *Rujukan* (`sources`, `listings`)."""
