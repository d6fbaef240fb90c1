"""The home that Morgan acts on: names, areas, states, actions."""
