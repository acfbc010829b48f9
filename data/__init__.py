"""What we know: the register, its definitions, and every question and change. No Streamlit in here."""
