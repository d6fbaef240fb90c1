"""The home that Morgan controls: names, areas, states, actions, tools."""
