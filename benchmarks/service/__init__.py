"""The service beside raw calls of models and index: libraries of many points, clients, and the service in a process."""
