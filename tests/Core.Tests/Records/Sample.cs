namespace Millrace.Core.Tests.Records;

public enum Colour : byte
{
    Red,
    Green = 7,
    Blue = 200,
}

[Record]
public readonly partial record struct Place(double Latitude, float Height, Utf8String Name);

/// <summary>Every kind of field that a record can have.</summary>
[Record]
public readonly partial record struct Sample(
    sbyte Tiny, byte Small, short Short, ushort UShort, int Int, uint UInt, long Long, ulong ULong,
    float Single, double Double, decimal Decimal, bool Flag, char Letter, Guid Id, Timestamp Time, Duration Span,
    Colour Colour, Utf8String Text, Binary Bytes, Place Place, (int Day, Utf8String Gate) Slot, RecordList<long> Numbers, RecordList<Place> Places)
{
    public int? MaybeInt { get; init; }
    public double? MaybeDouble { get; init; }
    public Timestamp? MaybeTime { get; init; }
    public Colour? MaybeColour { get; init; }
    public Utf8String? MaybeText { get; init; }
    public Place? MaybePlace { get; init; }
}
