using System.Reflection;
using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Testing;

/// <summary>
/// Finds the text in rows of any type by reflection, once per type: the kit works without the generator's knowledge of a row, so that it
/// takes every row that a stream can carry, also those that are no records.
/// </summary>
internal static class RowText<T>
{
    private static readonly TextField[] Fields = [.. Find(typeof(T), 0)];

    /// <summary>True if rows can have text, binary content or lists.</summary>
    public static bool HasText => Fields.Length > 0;

    /// <summary>Copies what a row points at into the current arena, and points the row at the copies.</summary>
    public static void Copy(ref T row)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref row);
        foreach (var field in Fields) field.Copy(ref Unsafe.AddByteOffset(ref start, field.Offset));
    }

    /// <summary>Overwrites what a row points at, so that whoever kept the row without a copy shows.</summary>
    public static void Overwrite(ref T row)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref row);
        foreach (var field in Fields) field.Overwrite(ref Unsafe.AddByteOffset(ref start, field.Offset));
    }

    /// <summary>Bytes that <see cref="Move"/> takes.</summary>
    public static int BytesOf(in T row)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in row));
        int size = 0;
        foreach (var field in Fields) size += field.BytesOf(ref Unsafe.AddByteOffset(ref start, field.Offset));
        return size;
    }

    /// <summary>Moves what a row points at.</summary>
    public static void Move(ref T row, ref TextArea area)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref row);
        foreach (var field in Fields) field.Move(ref Unsafe.AddByteOffset(ref start, field.Offset), ref area);
    }

    /// <summary>Points a row at what has moved.</summary>
    public static void Rebase(ref T row, in Rebase rebase)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref row);
        foreach (var field in Fields) field.Rebase(ref Unsafe.AddByteOffset(ref start, field.Offset), in rebase);
    }

    private static IEnumerable<TextField> Find(Type type, nint offset)
    {
        if (type == typeof(Utf8String)) return [new Utf8Field { Offset = offset }];
        if (type == typeof(Binary)) return [new BinaryField { Offset = offset }];
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RecordList<>))
        {
            var field = (TextField)Activator.CreateInstance(typeof(ListField<>).MakeGenericType(type.GetGenericArguments()))!;
            field.Offset = offset;
            return [field];
        }
        if (type.IsPrimitive || type.IsEnum || !type.IsValueType) return [];
        return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(field => Find(field.FieldType, offset + FieldOffset.Of(field)));
    }
}
