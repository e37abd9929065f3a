"""The demo: the real stations of Madhya Pradesh, invented officers and citizens, and nothing that
leaves the machine.
"""
