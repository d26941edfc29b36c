"""What a pack describes and an entity submits: frozen values that all other packages pass on."""
