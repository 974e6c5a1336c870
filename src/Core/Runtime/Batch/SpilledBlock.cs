namespace Millrace.Runtime;

/// <summary>Where a block of a run lies in the file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="StoredBytes">Its size there; less than <paramref name="SizeBytes"/> if it is compressed.</param>
/// <param name="SizeBytes">Its size.</param>
internal readonly record struct SpilledBlock(long Offset, int StoredBytes, int SizeBytes);
