using System.Diagnostics.CodeAnalysis;

namespace Millrace.Records;

/// <summary>The type of a field. The numbers are persisted with state and never change.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The members are named after the types they stand for.")]
public enum FieldType
{
    /// <summary>Signed, 8 bits.</summary>
    SByte = 1,
    /// <summary>Unsigned, 8 bits.</summary>
    Byte = 2,
    /// <summary>Signed, 16 bits.</summary>
    Int16 = 3,
    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,
    /// <summary>Signed, 32 bits.</summary>
    Int32 = 5,
    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 6,
    /// <summary>Signed, 64 bits.</summary>
    Int64 = 7,
    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 8,
    /// <summary>Floating point, 32 bits.</summary>
    Single = 9,
    /// <summary>Floating point, 64 bits.</summary>
    Double = 10,
    /// <summary>Decimal, 128 bits.</summary>
    Decimal = 11,
    /// <summary>True or false, 8 bits.</summary>
    Boolean = 12,
    /// <summary>A UTF-16 unit.</summary>
    Char = 13,
    /// <summary>A 128-bit identifier.</summary>
    Guid = 14,
    /// <summary>Microseconds since the Unix epoch.</summary>
    Timestamp = 15,
    /// <summary>A number of microseconds.</summary>
    Duration = 16,
    /// <summary>UTF-8 text.</summary>
    Text = 17,
    /// <summary>Bytes.</summary>
    Binary = 18,
    /// <summary>A member of an enum, stored as its underlying number.</summary>
    Enum = 19,
    /// <summary>A nested record or tuple.</summary>
    Record = 20,
    /// <summary>A list of rows of one type.</summary>
    List = 21,
}
