"""Wake word engines, one file each."""
