namespace Millrace.Memory;

/// <summary>
/// A position in a table, between two entries: a plain value that can be kept across steps. It starts at the beginning
/// (<c>default</c>) and stays valid until an entry is added or removed.
/// </summary>
/// <param name="Page">Index in the directory.</param>
/// <param name="Slot">Slots of the page already passed.</param>
public readonly record struct TableCursor(int Page, int Slot);
