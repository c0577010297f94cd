"""Every process of the service on one machine: started, watched and stopped together."""
