namespace Millrace.Generators.Model;

/// <summary>What a row or one of its fields is.</summary>
internal enum RowKind
{
    /// <summary>A number, truth value, character, guid, time or duration.</summary>
    Value,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary><c>Utf8String</c>.</summary>
    Text,

    /// <summary><c>Binary</c>.</summary>
    Binary,

    /// <summary>A <c>[Record]</c>, or a struct of the compiler's own that describes itself.</summary>
    Record,

    /// <summary>A tuple, described by a hidden struct.</summary>
    Tuple,

    /// <summary><c>RecordList&lt;T&gt;</c>.</summary>
    List,

    /// <summary>Cannot be in a row; <see cref="RowType.Problem"/> says why.</summary>
    Unsupported,
}
