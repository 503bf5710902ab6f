"""Reading the screen: our reader beside RapidOCR on every kept frame."""
