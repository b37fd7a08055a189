"""The register of posters, their making and printing, and the page behind each code."""
