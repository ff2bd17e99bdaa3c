"""Side by side with peers: synthetic pools of published shapes, and runs of both in one go."""
