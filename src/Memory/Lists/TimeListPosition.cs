namespace Millrace.Memory;

/// <summary>A place in a <see cref="TimeList{T}"/>; valid until the list changes.</summary>
/// <param name="Chunk">Index of the chunk, from 0.</param>
/// <param name="Index">Index in the chunk, from 0.</param>
public readonly record struct TimeListPosition(int Chunk, int Index);
