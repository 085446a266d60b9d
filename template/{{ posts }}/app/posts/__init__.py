"""Posts: what users write, publish and tag."""
