using System.Reflection;
using System.Reflection.Emit;

namespace Millrace.Testing;

/// <summary>Where fields lie in structs.</summary>
internal static class FieldOffset
{
    /// <summary>Offset of a field in its struct, in bytes.</summary>
    public static nint Of(FieldInfo field)
    {
        // A struct that lies nowhere: only the difference of two addresses is computed.
        var method = new DynamicMethod("offset", typeof(nint), [field.DeclaringType!.MakeByRefType()], typeof(FieldOffset).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Ret);
        object value = Activator.CreateInstance(field.DeclaringType!)!;
        return (nint)method.Invoke(null, [value])!;
    }
}
