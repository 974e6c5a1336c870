using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Testing;

/// <summary>A field of a row that points at bytes outside it.</summary>
internal abstract class TextField
{
    private const byte Overwritten = (byte)'#';

    /// <summary>Where it lies in the row, in bytes.</summary>
    public nint Offset { get; set; }

    public abstract void Copy(ref byte field);

    public abstract void Overwrite(ref byte field);

    public abstract int BytesOf(ref byte field);

    public abstract void Move(ref byte field, ref TextArea area);

    public abstract void Rebase(ref byte field, in Rebase rebase);

    protected static void Fill(ReadOnlySpan<byte> text) => MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text), text.Length).Fill(Overwritten);
}

/// <summary>Text.</summary>
internal sealed class Utf8Field : TextField
{
    public override void Copy(ref byte field) => Unsafe.As<byte, Utf8String>(ref field) = Utf8String.Copy(Unsafe.As<byte, Utf8String>(ref field).Span);

    public override void Overwrite(ref byte field)
    {
        ref var text = ref Unsafe.As<byte, Utf8String>(ref field);
        if (!text.IsInline) Fill(text.Span);
    }

    public override int BytesOf(ref byte field) => TextArea.BytesFor(Unsafe.As<byte, Utf8String>(ref field));

    public override void Move(ref byte field, ref TextArea area) => Unsafe.As<byte, Utf8String>(ref field) = area.Move(Unsafe.As<byte, Utf8String>(ref field));

    public override void Rebase(ref byte field, in Rebase rebase) => Unsafe.As<byte, Utf8String>(ref field) = rebase.Apply(Unsafe.As<byte, Utf8String>(ref field));
}

/// <summary>Binary content.</summary>
internal sealed class BinaryField : TextField
{
    public override void Copy(ref byte field) => Unsafe.As<byte, Binary>(ref field) = Binary.Copy(Unsafe.As<byte, Binary>(ref field).Span);

    public override void Overwrite(ref byte field)
    {
        ref var bytes = ref Unsafe.As<byte, Binary>(ref field);
        if (!bytes.IsInline) Fill(bytes.Span);
    }

    public override int BytesOf(ref byte field) => TextArea.BytesFor(Unsafe.As<byte, Binary>(ref field));

    public override void Move(ref byte field, ref TextArea area) => Unsafe.As<byte, Binary>(ref field) = area.Move(Unsafe.As<byte, Binary>(ref field));

    public override void Rebase(ref byte field, in Rebase rebase) => Unsafe.As<byte, Binary>(ref field) = rebase.Apply(Unsafe.As<byte, Binary>(ref field));
}

/// <summary>A list of elements, which may have text themselves.</summary>
internal sealed class ListField<T> : TextField where T : unmanaged
{
    public override void Copy(ref byte field)
    {
        ref var list = ref Unsafe.As<byte, RecordList<T>>(ref field);
        if (list.IsEmpty) return;
        list = RecordList.Create(list.Span);
        foreach (ref readonly T element in list.Span) RowText<T>.Copy(ref Unsafe.AsRef(in element));
    }

    public override void Overwrite(ref byte field)
    {
        ref var list = ref Unsafe.As<byte, RecordList<T>>(ref field);
        foreach (ref readonly T element in list.Span) RowText<T>.Overwrite(ref Unsafe.AsRef(in element));
    }

    public override int BytesOf(ref byte field) => TextArea.BytesFor<T, AnyRecord<T>>(in Unsafe.As<byte, RecordList<T>>(ref field));

    public override void Move(ref byte field, ref TextArea area)
    {
        ref var list = ref Unsafe.As<byte, RecordList<T>>(ref field);
        list = area.Move<T, AnyRecord<T>>(in list);
    }

    public override void Rebase(ref byte field, in Rebase rebase)
    {
        ref var list = ref Unsafe.As<byte, RecordList<T>>(ref field);
        list = rebase.Apply<T, AnyRecord<T>>(in list);
    }
}
