using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Runtime;

/// <summary>The watermark generators of a subtask's splits, one each. Thread: the subtask's.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TGenerator">The user's rule.</typeparam>
public sealed class SplitWatermarks<T, TGenerator> : ISplitWatermarks where TGenerator : struct, IWatermarkGenerator<T>
{
    private readonly TGenerator _first;
    private TGenerator[] _bySplit = new TGenerator[4];
    private int _current;

    /// <summary>Generators that begin as the settings say.</summary>
    public SplitWatermarks(Watermarks<T> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _first = (TGenerator)settings.Generator!;
    }

    /// <summary>The generator of the split whose rows are being processed. Valid during the batch.</summary>
    public ref TGenerator Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _bySplit[_current];
    }

    void ISplitWatermarks.Start(int split)
    {
        if (split >= _bySplit.Length) Array.Resize(ref _bySplit, Math.Max(split + 1, 2 * _bySplit.Length));
        _bySplit[split] = _first;
    }

    byte[] ISplitWatermarks.Save(int split)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TGenerator>())
            throw new NotSupportedException($"The watermark generator {typeof(TGenerator).Name} has fields that are objects, so the job takes no snapshots; let it have numbers, times and structs of them only.");
        return MemoryMarshal.AsBytes(_bySplit.AsSpan(split, 1)).ToArray();
    }

    void ISplitWatermarks.Load(int split, ReadOnlySpan<byte> noted) => noted.CopyTo(MemoryMarshal.AsBytes(_bySplit.AsSpan(split, 1)));

    void ISplitWatermarks.Select(int split) => _current = split;

    long ISplitWatermarks.Watermark(int split, long nowUs) => _bySplit[split].Watermark(new Timestamp(nowUs)).Microseconds;
}
