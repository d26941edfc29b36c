"""From a returned file to a submission with findings. Imports no pandas."""
