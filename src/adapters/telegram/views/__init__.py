"""The screens: pure functions of texts and facts."""
