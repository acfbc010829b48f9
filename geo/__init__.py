"""Where it is: boundaries, codes and map features. No Streamlit, no database."""
